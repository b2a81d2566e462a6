"""The others, as real processes of their own: a department and a bank, also examples of how to connect (对接方示例)."""
