"""The published models, one TOML file each; `loading` reads them (评价模型)."""
