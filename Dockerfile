# syntax=docker/dockerfile:1
# The standalone service in a container: docker build -t plumfunctions .
# It starts in Production, which refuses the sample's secrets; data is in the volume /data.
FROM node:24-slim AS console
WORKDIR /console
COPY functions/Plum.Console/ ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund && npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# The rules of the analyzers are in .editorconfig; without them the build is another one.
COPY .editorconfig ./
COPY functions/ functions/
COPY --from=console /console/bin functions/Plum.Console/bin
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish functions/Plum.Standalone -c Release -o /app -nologo -p:BuildConsole=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# APP_UID is the ordinary user that the base image brings, by number so that a host can see it is not root.
RUN install -d -o $APP_UID -g $APP_UID /data
WORKDIR /app
COPY --from=build /app ./
ENV DOTNET_ENVIRONMENT=Production \
    Standalone__Urls=http://0.0.0.0:7071 \
    Standalone__Data=/data
USER $APP_UID
VOLUME /data
EXPOSE 7071
# The image has no curl, and bash needs none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7071 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["dotnet", "Plum.Standalone.dll"]
