FROM node:22-trixie-slim AS explorer
WORKDIR /src/api/explorer
COPY api/explorer/package.json api/explorer/package-lock.json api/explorer/.npmrc ./
RUN npm ci
COPY docs/queries /src/docs/queries
COPY api/explorer ./
RUN npm run build

# Debian trixie on purpose: its SQLite (3.46) is new enough for Liane, and serves where pysqlite3 has no wheel, as on
# Linux aarch64. On x86_64 the wheel's newer SQLite is used.
FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/liane
COPY requirements.lock ./
RUN /opt/liane/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
    -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schema schema
COPY seed seed
COPY api api
COPY docs docs
COPY --from=explorer /src/api/explorer/dist api/explorer/dist
RUN /opt/liane/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --create-home --home-dir /data liane
COPY --from=build /opt/liane /opt/liane
ENV PATH=/opt/liane/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LIANE_DATABASE_URL=sqlite:////data/liane.db \
    LIANE_PICTURES=/data/pictures \
    LIANE_PICTURES_CACHE=/data/pictures-cache
USER liane
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
# The sample is loaded into an empty database with: docker run ... liane seed; your own magazine begins with: liane init
CMD ["sh", "-c", "liane migrate && exec liane serve --host 0.0.0.0"]
