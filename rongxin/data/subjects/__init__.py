"""The entities that information is about: their ids, codes and names (信息主体)."""
