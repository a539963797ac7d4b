"""All tables of all contexts, found by their place: `services.core.<context>.models`."""

import importlib
import importlib.util
import pkgutil

from sqlalchemy import MetaData

import services.core
from services.core.kit.db import Base


def all_tables() -> MetaData:
    """The metadata with every context's models loaded."""
    for package in pkgutil.iter_modules(services.core.__path__, "services.core."):
        name = f"{package.name}.models"
        if package.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)
    return Base.metadata
