#!/bin/bash
# Builds Docker Compose from the Go module proxy as a plugin of docker: build-compose.sh WORK-FOLDER
work=$1
. "$(dirname "$0")/env.sh"
version=v2.40.3
plugin=$DOCKER_CONFIG/cli-plugins/docker-compose
[ ! -x "$plugin" ] || exit 0
mkdir -p "$work/go/compose"
cd "$work/go/compose"
cat >go.mod <<X
module compose
go 1.24.9
require github.com/docker/compose/v2 $version
X
cat >tools.go <<X
//go:build tools

package tools

import _ "github.com/docker/compose/v2/cmd"
X
{
    go mod tidy
    go build -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$version" -o "$plugin" github.com/docker/compose/v2/cmd
} >>"$work/logs/go.log" 2>&1
say "Docker Compose $version is built"
