"""Version 1 of the machine interface: one file per resource; within a version only additions (接口第一版)."""
