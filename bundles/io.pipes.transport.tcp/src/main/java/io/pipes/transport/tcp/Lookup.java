// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host name; the machine's own way to do so is {@code InetAddress::getAllByName}. May block for long. */
@FunctionalInterface
interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
}
