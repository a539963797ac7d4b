demo-index-title = { $places }人のスタディクーポン、ある一年の記録（架空のデータ）
