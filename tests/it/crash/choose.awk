# Which points of points.awk are tried: lines "MODE LINE CALL N WHEN".  With
# -v all=all every one is killed, and every one that can fail for the disk's
# sake or be cut short fails so; else a few of each call.
BEGIN {
	split("openat read pread64 write close newfstatat getdents64 mkdir " \
	    "unlink unlinkat rename renameat2 symlink readlink fsync syncfs " \
	    "ftruncate flock fcntl dup ioctl statx lseek", names, " ")
	for (i in names)
		can_fail[names[i]] = 1
	split("write mkdir unlink rename renameat2 symlink readlink fsync " \
	    "syncfs ftruncate flock", names, " ")
	for (i in names)
		is_rare[names[i]] = 1
}
{
	every = $2 == "write" || $2 == "mkdir" ? 8 : $2 in is_rare ? 1 : 40
	if (all == "all" || $3 % every == 0)
		print "KILL", $0
	for (m = 0; m < 3 && $2 in can_fail; m++)
		if (all == "all" || ($3 + m * 7) % (every * 2) == 0)
			print (m == 0 ? "ENOSPC" : m == 1 ? "EIO" : "EINTR"), $0
}
