"""Keys kept in memory: the fake of `kit.crypto.KeyStore`."""

from services.core.kit.crypto import TenantKey
from services.core.kit.crypto.tenant_keys import DERIVED_AS, new_keys


class KeysInMemory:
    """The keys of one tenant; `wrapped` by subject, `kept` as the table has them."""

    def __init__(self):
        self.wrapped = {}
        self.kept = []

    def load(self, subject_ids):
        return {one: self.wrapped[one] for one in subject_ids if one in self.wrapped}

    def store(self, keys):
        self.wrapped.update(keys)

    def destroy(self, subject_id):
        self.wrapped[subject_id] = None

    def tenant_keys(self):
        return sorted(self.kept, key=lambda key: (key.purpose, key.version))

    def found(self, keys):
        there = {(key.purpose, key.version) for key in self.kept}
        self.kept += [key for key in keys if (key.purpose, key.version) not in there]

    def hold_newest(self, purpose):
        return max(key.version for key in self.kept if key.purpose == purpose)

    def be_of_former_times(self):
        """As migration 0014 leaves a tenant that was here before keys were kept."""
        self.kept = [TenantKey(purpose, 1, None) for purpose in DERIVED_AS]

    def kept_wrapped(self):
        return [key.wrapped for key in self.kept if key.wrapped is not None]

    def rotate(self, ring, tenant, purpose, widths=None):
        self.kept += new_keys(ring, tenant, [(purpose, self.hold_newest(purpose) + 1)], widths)

    def retire(self, purpose, version):
        self.kept = [key for key in self.kept if (key.purpose, key.version) != (purpose, version)]
