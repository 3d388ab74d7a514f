"""What people press: decisions, windows and menus. Each file registers itself."""
