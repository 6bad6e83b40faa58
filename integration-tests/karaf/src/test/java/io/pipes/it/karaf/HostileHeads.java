// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.util.ArrayList;
import java.util.List;

/** Requests that must not come in, as heads of HTTP requests. What the answer may be is in {@link UnderFireTest}. */
final class HostileHeads {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final String here;
    private final List<String> heads = new ArrayList<>();

    private HostileHeads(int port) {
        here = "127.0.0.1:" + port;
    }

    static List<String> all(int port) {
        HostileHeads all = new HostileHeads(port);
        all.hosts();
        all.origins();
        all.paths();
        all.methods();
        all.framing();
        all.upgrades();
        all.others();
        return all.heads;
    }

    private void get(String path, String headers) {
        heads.add("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n");
    }

    private void hosts() {
        for (String host : new String[] {
            "",
            "pipes.invalid",
            "127.0.0.1.pipes.invalid",
            "localhost.pipes.invalid:7170",
            "user@127.0.0.1",
            "127.0.0.1@pipes.invalid",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "[::ffff:127.0.0.1]",
            "[::1].pipes.invalid",
            "127.0.0.1:0:1",
            "127.0.0.1:",
            "localhost\u0000",
            "10.0.0.1",
            "169.254.169.254",
            "x".repeat(20_000)
        }) {
            for (String path : new String[] {"/api/v1", "/health", "/"}) {
                get(path, "Host: " + host + "\r\n" + (path.equals("/api/v1") ? UPGRADE : ""));
            }
        }
        get("/api/v1", UPGRADE);
        get("/api/v1", "Host: pipes.invalid\r\nHost: " + here + "\r\n" + UPGRADE);
        get("/api/v1", "Host: " + here + "\r\nHost: pipes.invalid\r\n" + UPGRADE);
        get("/api/v1", "Host : " + here + "\r\n" + UPGRADE);
        get("/api/v1", "X-Forwarded-Host: " + here + "\r\nHost: pipes.invalid\r\n" + UPGRADE);
        get("http://pipes.invalid/api/v1", "Host: " + here + "\r\n" + UPGRADE);
    }

    private void origins() {
        for (String origin : new String[] {
            "null",
            "http://pipes.invalid",
            "https://" + here,
            "http://127.0.0.1",
            "http://" + here + ".pipes.invalid",
            "http://" + here + "@pipes.invalid",
            "http://pipes.invalid http://" + here,
            "file://",
            "chrome-extension://abcdefghijklmnop",
            "moz-extension://1",
            "http://localhost",
            "HTTP://PIPES.INVALID",
            " ",
            "x".repeat(7_000)
        }) {
            get("/api/v1", "Host: " + here + "\r\nOrigin: " + origin + "\r\n" + UPGRADE);
            get("/api/v1", "Origin: " + origin + "\r\nHost: " + here + "\r\n" + UPGRADE);
        }
    }

    private void paths() {
        for (String path : new String[] {
            "/api/v1/../../etc/passwd",
            "/api/v1/%2e%2e/%2e%2e/etc/passwd",
            "/..%2f..%2fapi-token",
            "/api-token",
            "/%00",
            "/api/v1%00",
            "/api/v1/..;/system",
            "/system/console",
            "/system/console/bundles",
            "/WEB-INF/web.xml",
            "/.git/config",
            "/api/v1\\..\\",
            "/%ff%fe",
            "/" + "a/".repeat(3_000),
            "/" + "a".repeat(100_000),
            "//pipes.invalid/api/v1",
            "/api/v2",
            "/api",
            "/api/v1/x",
            "*",
            "api/v1"
        }) {
            get(path, "Host: " + here + "\r\n");
            heads.add("HEAD " + path + " HTTP/1.1\r\nHost: " + here + "\r\n\r\n");
        }
    }

    private void methods() {
        for (String method : new String[] {
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G\u0000T",
            "X".repeat(9_000)
        }) {
            heads.add(method + " /api/v1 HTTP/1.1\r\nHost: " + here + "\r\nContent-Length: 0\r\n\r\n");
            heads.add(method + " /nothing HTTP/1.1\r\nHost: " + here + "\r\nContent-Length: 4\r\n\r\nbody");
        }
    }

    private void framing() {
        String start = "POST /api/v1 HTTP/1.1\r\nHost: " + here + "\r\n";
        String smuggled = "GET /api/v1 HTTP/1.1\r\nHost: pipes.invalid\r\n\r\n";
        for (String headers : new String[] {
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled,
            "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "Content-Length: 4\r\nContent-Length: 5\r\n\r\n" + smuggled,
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 2147483648\r\n\r\n",
            "Content-Length: 9223372036854775808\r\n\r\n",
            "Content-Length: 0x10\r\n\r\n",
            "Content-Length: +4\r\n\r\nbody",
            "X-Folded: a\r\n b\r\n\r\n",
            "X-Split: a\rX-Other: b\r\n\r\n",
            "X-Nul: a\u0000b\r\n\r\n",
            "X-Long: " + "x".repeat(100_000) + "\r\n\r\n",
            "X: y\r\n".repeat(10_000) + "\r\n",
            ": no name\r\n\r\n",
            "no colon\r\n\r\n",
            "Cookie: " + "a=b; ".repeat(2_000) + "\r\n\r\n",
            "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",
            "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
            "\n\n",
        }) {
            heads.add(start + headers);
        }
    }

    private void upgrades() {
        String start = "Host: " + here + "\r\n";
        for (String headers : new String[] {
            UPGRADE.replace("13", "12"),
            UPGRADE.replace("13", "-1"),
            UPGRADE.replace("websocket", "h2c"),
            UPGRADE.replace("Connection: Upgrade\r\n", ""),
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
            UPGRADE.replace("Sec-WebSocket-Version: 13\r\n", ""),
        }) {
            get("/api/v1", start + headers);
        }
    }

    private void others() {
        heads.add("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "\u0000".repeat(508));
        heads.add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        heads.add("GET /api/v1\r\n\r\n");
        heads.add("GET /api/v1 HTTP/9.9\r\nHost: " + here + "\r\n\r\n");
        heads.add("GET  /api/v1  HTTP/1.1\r\n\r\n");
        heads.add("\r\n\r\n\r\n");
        heads.add("\u0000".repeat(9_000));
        heads.add("A".repeat(70_000));
        heads.add("SSH-2.0-probe\r\n\r\n");
    }
}
