"""What all portals share: look, sign-in, refusals, components (门户公共部分)."""
