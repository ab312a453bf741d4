"""The words of `labs/README.md` that no code can know: how to go about it, and an example."""

INTRO = """\
# Writing labs

<!-- Made from the code by `make docs`. -->

A lab is a folder of plain files: a manifest, Dockerfiles, pages in Markdown. Nobody needs Python for it. This page says all that
a manifest can hold; it is made from the tables that the reader of labs itself follows.

1. Copy the folder of a lab that is like yours, or begin with the example below.
2. Write `lab.yaml`, the start file, one solution, and one page.
3. `tutor lab lint ./my-lab` names every mistake with file, line and fix, in under a second and without an engine.
4. Add solutions that are written otherwise, and mistakes that learners make, each with the check and the diagnosis it must get.
5. `tutor lab verify ./my-lab` builds all of them: the start must fail, every solution pass, every mistake fail for its reason.

## The folder

```text
my-lab/
  lab.yaml                        the manifest
  steps/why.md                    a page of the lesson
  start/Dockerfile                what learners begin with
  traditional/Dockerfile          what sizes are compared with
  solutions/two-stages/Dockerfile what must pass
  mistakes/one-stage/Dockerfile   what must fail
  sizes.json                      sizes that `tutor lab verify --record` wrote, if it did
```

Every path is relative to the lab's folder and stays in it; links that lead out are refused. A file has at most 64,000 bytes, is UTF-8,
and a manifest is plain YAML: no tags, no anchors, no aliases. The application of `app` is a folder of `sample_apps` beside the
folder of the labs, or of those that come with the tutor; `app: ./shop` is a folder of the lab itself.

The folder is called as the lab's `id`. In a course, `course.yaml` beside the folders lists the ids in their order; the first is
numbered 1, or 0 with `first_number: 0`.

## Your editor

Editors that know the YAML language server (VS Code, Neovim, Emacs, JetBrains and others) complete and check `lab.yaml` as you type. Write the
schema beside your lab with `tutor lab schema > lab.schema.json`, and begin the manifest with this line:

```yaml
# yaml-language-server: $schema=lab.schema.json
```

The schema knows types, keys and ranges. That files exist and ids fit together, only `tutor lab lint` sees.

## An example

A whole manifest, as small as a good one can be:

```yaml
"""
EXAMPLE = """\
# yaml-language-server: $schema=lab.schema.json
format_version: 1
id: my-lab
title: Ship without the compiler
summary: Build in one stage, ship from another.
minutes: 15
difficulty: beginner
objectives: [Say which files cross from one stage to the next.]
concepts: [stage, COPY --from]
app: nextjs-shop
base_images: ["node:18-alpine"]
port: 3000
start: traditional/Dockerfile
traditional: traditional/Dockerfile

steps:
  - id: why
    title: What ships today
    file: steps/why.md

checks:
  - id: builds
    kind: builds
    title: The image builds
    hints: [Which step of the build log failed?]
  - id: multi-stage
    kind: multi_stage
    title: The last stage takes files from another
    needs: [builds]
    options:
      built: "**/.next/BUILD_ID"
    hints:
      - Count the `FROM` lines. What is in the file system right after the last one?
      - Only the last stage ships. A Python project would end with `COPY --from=wheels /src/dist ./dist`.
      - >-
        Begin the last stage with

            FROM node:18-alpine

        Which files are in it now?
  - id: size
    kind: image_size
    title: At most 60 % of the traditional image
    needs: [builds]
    options:
      share_of_traditional: 0.6
    hints: [Which line of the last stage adds the most?]
  - id: non-root
    kind: not_root
    title: The server does not run as root
    advice: true

solutions:
  - id: two-stages
    title: Two stages
    file: solutions/two-stages/Dockerfile
    reference: true

mistakes:
  - id: one-stage
    title: Only one stage
    file: mistakes/one-stage/Dockerfile
    check: multi-stage
    diagnosis: one-from

questions:
  - id: how-small
    when: before-build
    kind: number
    ask: The traditional image is {size_traditional_mb} MB. How many MB will yours be?
    unit: MB
    tolerance: 15
    answer: size_yours_mb
    settled_by: [multi-stage]
    resolve: Yours is {size_yours_mb} MB, because what the last stage does not copy does not ship.

takeaway: What is not copied into the last stage does not ship.
"""
PARTS = """\
## Labs of several parts

A lab may be a few small ones on one subject, passed one by one. Each entry of `parts` is put together with what the manifest says for all of
them: a key of a part takes the place of the lab's, and an entry of `steps`, `checks`, `questions`, `solutions` or `mistakes` is added,
or joined with the one that has the same id. So a check can stand once, and its last hint in the part that it is about:

```yaml
start: traditional/Dockerfile
checks:
  - id: builds
    kind: builds
    title: The image builds
    hints: [Which line does the log name?]
parts:
  - id: wrong-path
    title: A wrong path
    start: wrong-path/start/Dockerfile
    checks:
      - id: builds
        hints: [Which path was not found?]
```

The files of a part lie in a folder of its name, where `tutor lab verify --record` also writes its sizes. Learners know it as `my-lab/wrong-path`,
and all parts together as `my-lab`.

A broken file to be repaired asks for a check of the kind `changed_lines`. While the lab has questions with `until_verdict`, the editor says
nothing of the text before the first verdict, and its stages are not drawn, so that neither gives the answer away.
"""

PAGES = """\
## Pages

Pages are Markdown: headings, paragraphs, emphasis, lists, quotes, tables of up to {table} characters, code. A page longer than {page} lines
is better made into two. Links are shown and not opened; pictures and HTML are not shown. Nothing of a page is run or
interpreted. Code is coloured if the word behind the three backticks is one of: {languages}.

Four words make a callout instead. Its text is plain; words in backticks are set off as code.

{callouts}

````markdown
```predict
How many layers does the second stage begin with?
```
````

A question that is answered stands in `questions`, with `when: on-step`.
"""
SERVICES = """\
## Servers of a lab's own

A registry that wants a password, an address that the application calls: what a lab needs beside the build or the container stands in
`services`, with the files in a folder of the lab. Each has a `Dockerfile` on the lab's `base_images`, and begins with its `CMD`.

```yaml
services:
  - id: registry
    folder: services/registry
    host: registry.test
    port: 8080
    during: [build]
    ready: /-/ping
build:
  arguments: {{NPM_TOKEN: invented-1}}
  secrets: {{npm_token: invented-1}}
```

The engine builds it once and runs it with {memory} MB and {processes} processes while an attempt needs it, on its default network. All builds of
the lab (`build`), all containers of their images (`run`), and those that checks make, reach it at `http://registry.test:8080`.
If it does not come up, or stops, no check fails: the attempt could not run, with its last lines. An engine that gives it another address
next time runs each `RUN` of the lab again, so keep those short.
"""
SIZES = """\
## Size targets

A target beside the traditional or the reference image holds on every machine; one in MB depends on the base image of the day. Between the
largest solution and the smallest mistake that fails by size, leave some room on both sides. `tutor lab verify --record` writes what
was measured to `sizes.json` (bytes, by `solutions`, `traditional`, `start` and `mistakes`), and `tutor lab lint` then knows whether a target
can be reached, and whether it asks for anything.
"""
PACKS = """\
## Packs

A pack gives labs to others: a folder with `pack.yaml`, a folder `labs` as described above (`course.yaml` and the labs), and, if the labs
need applications of their own, a folder `sample_apps`. Without one, `app` names the shipped applications.

```yaml
format_version: 1
id: my-pack
title: My pack
version: "1.0"
tutor: ">=0.1,<1"
```

Learners call its labs `my-pack/my-lab`; within the pack, labs name each other by their plain ids. The `id` is in their progress and
their folders: it never changes, and neither do the ids of labs. A pack is data: up to {files} files and folders, {file} MB a file, {total} MB
together, {depth} folders deep; plain files, folders, and relative links that end inside. `.git` and `__pycache__` are left out.
"""
PACK_SOURCES = """\
Others add it with `tutor pack add SOURCE`, which refuses what `tutor lab lint ./my-pack/labs` calls an error:

- the path of the folder;
- the address of a Git repository with `pack.yaml` at its top. Its newest commit is taken as it is stored: no submodules, no Git LFS;
- the name of an installed Python package with one entry point in the group `multistage_tutor.packs`, whose value is the package folder
  that holds `pack.yaml`. Its code is never imported:

```toml
[project.entry-points."multistage_tutor.packs"]
my-pack = "my_pack_labs"
```

`tutor pack update` gets a pack anew from where it came from; a version that is refused leaves the old one in place.
"""
