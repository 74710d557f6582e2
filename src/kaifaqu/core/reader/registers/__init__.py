"""Lists that officials keep in workbooks (台账, 调度表): one record a row, read whatever its layout and written back in the same one."""
