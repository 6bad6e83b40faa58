// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Stands in for a large interface of which a test needs a few methods; the others fail when they are called. */
final class StandIn implements InvocationHandler {
    private final Object behaviour;
    private final Map<Method, Optional<Method>> known = new HashMap<>();

    private StandIn(Object behaviour) {
        this.behaviour = behaviour;
    }

    /** @param behaviour has the methods that are needed */
    static <T> T of(Class<T> type, Object behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new StandIn(behaviour)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Optional<Method> own = known.computeIfAbsent(method, this::find);
        if (own.isPresent()) {
            try {
                return own.get().invoke(behaviour, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        throw new UnsupportedOperationException("No test has needed " + method);
    }

    private Optional<Method> find(Method method) {
        try {
            return Optional.of(behaviour.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes()));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }
}
