// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.json.JsonObject;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;

/**
 * Whether others reach the listener through whatever is in between. Nobody outside is asked, so it can be known only from what others have
 * done.
 */
final class ReachCheck {
    private ReachCheck() {}

    /** @param nodes rows of {@code node.list} of all networks */
    static Check look(List<JsonObject> nodes) {
        return look(nodes, onlyPrivateAddresses());
    }

    /** @param hidden whether this machine has no address that the internet knows */
    static Check look(List<JsonObject> nodes, boolean hidden) {
        List<JsonObject> linked = nodes.stream()
                .filter(node -> node.text("state", "").equals("connected"))
                .toList();
        long callers =
                linked.stream().filter(node -> node.text("address").isEmpty()).count();
        if (callers > 0) {
            return Check.good(
                    "reach",
                    callers + " of " + linked.size() + " peers have called this node, so its listener is reached"
                            + " from where they are. Whether from elsewhere too, it cannot tell.");
        }
        String unknown = linked.isEmpty()
                ? "It cannot tell whether others reach the listener: there is no link now"
                : "It cannot tell whether others reach the listener: all " + linked.size()
                        + " links were opened from here";
        return Check.good(
                "reach",
                unknown + (hidden ? ", and this machine has private addresses only, so a router is in between" : "")
                        + ". That is enough as long as another member can be reached; to be reached, have the port of"
                        + " the listener passed on.");
    }

    private static boolean onlyPrivateAddresses() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(one -> Collections.list(one.getInetAddresses()).stream())
                    .allMatch(ReachCheck::isPrivate);
        } catch (SocketException unknown) {
            return false;
        }
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || uniqueLocal
                || carrier;
    }
}
