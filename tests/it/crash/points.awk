# Reads `strace -f -o`.  For every system call of the main process from taking
# the lock to its end: "LINE CALL N WHEN", the N-th CALL of the process, and
# whether `current` was not yet switched ("before") or was ("after").
NR == 1 { main = $1 }
$1 != main || $2 !~ /^[a-z_0-9]+\(/ { next }
{
	call = $2
	sub(/\(.*/, "", call)
	n[call]++
	if (call == "flock")
		locked = 1
	if (locked && call != "exit_group")
		print NR, call, n[call], switched ? "after" : "before"
	if (call == "rename" && $0 ~ /\/current"\)/)
		switched = 1
}
