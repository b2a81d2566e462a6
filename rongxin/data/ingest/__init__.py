"""From a provider's file to checked rows: deliveries, batches, rejections (归集)."""
