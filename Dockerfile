# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors
#
# A node in a container. Build the distribution first:
#
#   ./mvnw -DskipTests -pl karaf-distribution -am package
#   docker build -t pipes .
#   docker run -d --name pipes -p 7171:7171 -v pipes:/data pipes
#   docker exec pipes pipes status
#
# The API and console stay on the container's own loopback interface: 'docker exec' is the way to them.
FROM eclipse-temurin:17-jre
ARG VERSION=0.1.0-SNAPSHOT
COPY karaf-distribution/target/pipes-${VERSION}/ /opt/pipes/
RUN groupadd --system --gid 7171 pipes \
    && useradd --system --uid 7171 --gid pipes --home-dir /data --no-create-home pipes \
    && install -d -o pipes -g pipes -m 0700 /data \
    && ln -s /opt/pipes/bin/pipes /usr/local/bin/pipes
USER pipes
ENV PIPES_HOME=/data XDG_CACHE_HOME=/tmp/cache
VOLUME /data
EXPOSE 7171
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["/opt/pipes/bin/pipes", "status"]
ENTRYPOINT ["/opt/pipes/bin/pipes"]
CMD ["start", "--foreground"]
