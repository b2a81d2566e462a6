"""Copy the front-end files and fonts that are used out of node_modules (前端文件与字体).

    python -m rongxin.doors.portals.shared.vendoring

Only the files named here are copied, each style sheet and script with its map, because a manifest of static
files refuses a map that is named but absent. Files already in place and equal are left alone.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]

WEB = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.min.js.map": "htmx.org/dist/htmx.min.js.map",
}
FONTS = {
    "NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "OFL.txt": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
}


def copy(modules: Path, target: Path) -> list[str]:
    """Afterwards `target/web` and `target/fonts` hold the named files; returns those that changed (复制)."""
    changed = []
    for folder, names in (("web", WEB), ("fonts", FONTS)):
        (target / folder).mkdir(parents=True, exist_ok=True)
        for name, source in names.items():
            there = target / folder / name
            origin = modules / source
            if there.exists() and there.stat().st_size == origin.stat().st_size:
                continue
            shutil.copyfile(origin, there)
            changed.append(f"{folder}/{name}")
    return changed


def main() -> int:
    """Copy, or say what to do first (命令入口)."""
    modules = ROOT / "node_modules"
    if not modules.is_dir():
        print("没有 node_modules 文件夹：请先运行 npm ci --ignore-scripts。", file=sys.stderr)
        return 1
    changed = copy(modules, HERE / "vendor")
    print(f"前端文件与字体已就绪，更新 {len(changed)} 个。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
