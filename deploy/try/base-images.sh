#!/bin/bash
# The images that the Dockerfiles and Compose name: base-images.sh WORK-FOLDER [torch]
# Where no registry can be reached, stand-ins: Debian with a JRE and Python for eclipse-temurin and, with "torch", for python; and Kafka's and
# S3Proxy's jars of Maven Central.
work=$1
. "$(dirname "$0")/env.sh"

has() { docker image inspect "$1" >/dev/null 2>&1; }

available() { has "$1" || timeout 20 docker pull --quiet "$1" >/dev/null 2>&1; }

java=eclipse-temurin:17-jre
if ! available $java; then
    system=$work/debian
    if [ ! -e "$system/complete" ]; then
        debootstrap --variant=minbase \
            --include=ca-certificates,openjdk-17-jre-headless,libgomp1,python3-minimal,libpython3-stdlib \
            bookworm "$system" http://deb.debian.org/debian >"$work/logs/debootstrap.log" 2>&1
        rm -f "$system"/var/cache/apt/archives/*.deb
        touch "$system/complete"
    fi
    tar -C "$system" -c . | docker import --change 'CMD ["bash"]' - $java >/dev/null
    say "$java: a stand-in made of Debian's packages"
fi

# jars FOLDER GROUP:ARTIFACT:VERSION...: with all that they depend on.
jars() {
    local folder=$1 coordinates
    shift
    mkdir -p "$folder"
    {
        echo '<project><modelVersion>4.0.0</modelVersion><groupId>try</groupId><artifactId>jars</artifactId><version>1</version>'
        echo '<packaging>pom</packaging><dependencies>'
        for coordinates; do
            IFS=: read -r group artifact version <<<"$coordinates"
            echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>"
        done
        echo '</dependencies></project>'
    } >"$folder/../pom.xml"
    (cd "$root" && ./mvnw -q -B -ntp -f "$folder/../pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$folder")
}

# build IMAGE FOLDER: the Dockerfile in images/FOLDER, whose context has been prepared in the work folder.
build() {
    cp "$parts/images/$2"/* "$work/images/$2/"
    docker build --quiet --tag "$1" "$work/images/$2" >/dev/null 2>&1
}

# stand_in IMAGE FOLDER COORDINATES...: the Dockerfile in images/FOLDER with these jars.
stand_in() {
    local image=$1 folder=$2
    shift 2
    [ -d "$work/images/$folder/jars" ] || jars "$work/images/$folder/jars" "$@"
    build "$image" "$folder"
    say "$image: a stand-in made of jars"
}

kafka=4.2.1
available apache/kafka:$kafka || stand_in apache/kafka:$kafka kafka \
    org.apache.kafka:kafka_2.13:$kafka org.apache.kafka:kafka-tools:$kafka org.slf4j:slf4j-simple:1.7.36
has try/s3:1 || stand_in try/s3:1 s3 org.gaul:s3proxy:2.6.0
python=python:3.12-slim-bookworm
if [ "${2:-}" = torch ] && ! available $python; then
    mkdir -p "$work/images/python"
    cp /etc/ssl/certs/ca-certificates.crt "$work/images/python/"
    build $python python
    say "$python: a stand-in made of Debian's packages"
fi
