#!/bin/sh
# Compiles and packs the service into `target`, as Maven would: one jar that runs, and one with the sources, for editors.
set -eu

version=1.4.0
main=harbour.ferries.Main

rm -rf target
mkdir -p target/classes
javac -Xlint:all -Werror -d target/classes $(find src/main/java -name '*.java')
cp -R src/main/resources/. target/classes

jar --create --date=2026-01-01T00:00:00Z --file "target/ferries-$version.jar" --main-class "$main" -C target/classes .
jar --create --date=2026-01-01T00:00:00Z --file "target/ferries-$version-sources.jar" -C src/main/java .
ls -l target
