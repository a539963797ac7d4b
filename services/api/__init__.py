"""The core over HTTP: translate, one call, translate back."""
