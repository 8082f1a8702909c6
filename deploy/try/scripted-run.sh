#!/bin/bash
# A scripted run on services that are up, see benchmarks/resilience: scripted-run.sh WORK-FOLDER NAME TASKS SERVER KAFKA LISTEN LONGEST-MS [own-student]
# Its line goes to NAME.json, what it left behind to NAME.txt in the folder runs.
work=$1
. "$(dirname "$0")/env.sh"
mkdir -p "$work/runs"
if "$root/benchmarks/resilience/run" remote "$3" 10 "$4" "$5" /data/models/llama "$6" "$7" "$work/runs/$2.txt" ${8:-} \
    >"$work/runs/$2.json" 2>"$work/runs/$2.log"; then
    cat "$work/runs/$2.json"
else
    tail -n 5 "$work/runs/$2.json" "$work/runs/$2.log"
    exit 1
fi
