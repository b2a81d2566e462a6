"""Pages for banks and other institutions (机构门户)."""
