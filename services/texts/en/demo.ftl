demo-index-title = A year of { $places } study coupons (invented data)
