// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Stands in for a large interface of which a test needs a few methods; the others fail when they are called. */
final class StandIn {
    private StandIn() {}

    /** @param behaviour has the methods that are needed */
    static <T> T of(Class<T> type, Object behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(behaviour, proxy, method, arguments)));
    }

    private static Object call(Object behaviour, Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return behaviour
                    .getClass()
                    .getDeclaredMethod(method.getName(), method.getParameterTypes())
                    .invoke(behaviour, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (NoSuchMethodException e) {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            throw new UnsupportedOperationException("No test has needed " + method, e);
        }
    }
}
