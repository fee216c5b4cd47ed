# syntax=docker/dockerfile:1
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
# A package index with CPU builds of torch; empty takes the default one's.
ARG TORCH_INDEX=
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-deps ${TORCH_INDEX:+--index-url ${TORCH_INDEX}} \
        "$(grep '^torch==' requirements.lock)" \
    && .venv/bin/pip install --no-cache-dir -r requirements.lock
COPY indexer indexer
COPY service service
COPY seeds seeds
RUN .venv/bin/python -m indexer build seeds index

FROM ${BASE}
RUN useradd --system --uid 10001 --no-create-home konkyo
WORKDIR /app
COPY --from=build /app /app
COPY LICENSE NOTICE ./
USER konkyo
ENV OMP_NUM_THREADS=1 HOST=0.0.0.0 PORT=8000 INDEX=/app/index PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/app/.venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/ready', timeout=2)"]
CMD ["/app/.venv/bin/python", "-m", "service"]
