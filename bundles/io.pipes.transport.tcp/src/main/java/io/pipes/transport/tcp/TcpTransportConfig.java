// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of {@code io.pipes.transport.tcp}. A change ends the present connections after draining them. */
@ObjectClassDefinition(
        name = "Pipes transport: TCP",
        description =
                "Limits that keep strangers from using up this node. They hold for all networks of the process together.")
public @interface TcpTransportConfig {
    @AttributeDefinition(
            name = "Connections",
            description = "Most connections at a time, called and accepted, in number. 1 to 1,000,000; default 4,096.")
    int connections() default 4_096;

    @AttributeDefinition(
            name = "Half-open connections",
            description =
                    "Most accepted connections whose other side has not proven itself yet, in number. Default 512.")
    int half_open() default 512;

    @AttributeDefinition(
            name = "Half-open connections per source",
            description = "The same for one source: an IPv4 address or an IPv6 /64 network, in number. Default 64.")
    int half_open_per_source() default 64;

    @AttributeDefinition(
            name = "Accept rate",
            description = "Connections accepted in the long run, per second. Default 500.")
    int accepts_per_second() default 500;

    @AttributeDefinition(
            name = "Accept burst",
            description = "Connections accepted at once after a quiet time, in number. Default 1,000.")
    int accept_burst() default 1_000;

    @AttributeDefinition(
            name = "Accept rate per source",
            description = "Connections accepted from one source in the long run, per second. Default 50.")
    int accepts_per_second_per_source() default 50;

    @AttributeDefinition(
            name = "Accept burst per source",
            description = "Connections accepted from one source at once after a quiet time, in number. Default 100.")
    int accept_burst_per_source() default 100;
}
