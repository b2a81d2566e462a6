"""Credit reports: what they contain, how they look, that they are genuine (信用报告).

`content.build` turns disclosed answers into one tree of sections; `page` and `document` show that same tree as HTML
and as PDF; `actions.issue` seals it; `gate.open` is the only door to derived contents; `queries.verify` tells
anybody who holds a verification code whether a report is genuine.
"""
