# Any image with Python 3.11 or later as `python` will do.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
# A package index with CPU builds of torch; empty takes the default one's.
ARG TORCH_INDEX=
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --no-deps \
        ${TORCH_INDEX:+--index-url ${TORCH_INDEX}} "$(grep '^torch==' requirements.lock)" \
    && .venv/bin/python -m pip install --no-cache-dir -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY indexer indexer
COPY service service
COPY seeds seeds
# Bytecode is made here, because the root of a running container is read-only. Nothing needs pip
# again; without it, whoever breaks in has to bring his own.
RUN .venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m pip uninstall --yes pip \
    && .venv/bin/python -m compileall -q indexer service \
    && .venv/bin/python -m indexer build seeds /index

FROM ${BASE}
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin konkyo
WORKDIR /app
COPY --from=build /app /app
# Owned by the user that serves: a new volume takes its files, and who owns them, from here.
COPY --from=build --chown=10001:10001 /index /index
USER 10001:10001
ENV PATH=/app/.venv/bin:$PATH HOST=0.0.0.0 PORT=8000 INDEX=/index \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/ready', timeout=2)"]
CMD ["python", "-m", "service"]
