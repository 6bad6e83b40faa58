// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.token.Tokens;
import java.util.Map;
import java.util.TreeMap;

/** All methods by name. */
public final class AllMethods {
    private AllMethods() {}

    public static Map<String, Method> of(
            Resolver resolver, ProcessMethods process, Tokens tokens, Scheduler scheduler) {
        Map<String, Method> methods = new TreeMap<>();
        process.addTo(methods);
        new IdentityMethods(resolver).addTo(methods);
        new NetworkMethods(resolver).addTo(methods);
        new NodeMethods(resolver).addTo(methods);
        new PipelineMethods(resolver, scheduler).addTo(methods);
        new MessageMethods(resolver, scheduler).addTo(methods);
        new SubscriptionMethods(resolver).addTo(methods);
        new TokenMethods(tokens).addTo(methods);
        return Map.copyOf(methods);
    }
}
