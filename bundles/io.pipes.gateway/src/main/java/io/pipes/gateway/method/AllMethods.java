// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
        new ArchiveMethods(resolver).addTo(methods);
        new ContentMethods(resolver, scheduler).addTo(methods);
        new StateMethods(resolver, scheduler).addTo(methods);
        new MessageMethods(resolver, scheduler).addTo(methods);
        new PresenceMethods(resolver, scheduler).addTo(methods);
        new CallMethods().addTo(methods);
        new ServiceMethods(resolver, scheduler).addTo(methods);
        new SubscriptionMethods(resolver, scheduler).addTo(methods);
        new TokenMethods(tokens, resolver, verbs(methods.keySet())).addTo(methods);
        methods.replaceAll(new Fence(resolver)::around);
        return Map.copyOf(methods);
    }

    /** What a token may be for: each of these methods, or all of a noun. */
    private static SortedSet<String> verbs(Set<String> methods) {
        SortedSet<String> verbs = new TreeSet<>(methods);
        verbs.add(Token.METRICS);
        // for the owner only
        verbs.remove("node.stop");
        verbs.remove("store.move");
        verbs.removeIf(method -> method.startsWith("backup."));
        methods.stream()
                .filter(method -> method.contains(".") && !method.startsWith("backup."))
                .map(method -> method.substring(0, method.indexOf('.')))
                .forEach(verbs::add);
        return verbs;
    }
}
