"""Files that accompany the tables of a release: one module each, found by being here; see ``releases.companion``."""
