// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.http;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;

/**
 * What counts where nobody said anything else: neither in the configuration {@code org.apache.felix.http}, nor as a property of the
 * framework or of the process. Felix HTTP's own defaults are port 8080 on every interface, which would be too open for an API that is for
 * this machine only. They travel inside the bundle, since a container may lose or change what comes to it as a file of settings.
 */
final class SafeDefaults {
    private static final String WAIT = "org.apache.felix.http.require.config";
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("org.apache.felix.http.host", "127.0.0.1"),
            Map.entry("org.osgi.service.http.port", "7170"),
            Map.entry("org.apache.felix.https.enable", "false"),
            Map.entry("org.apache.felix.http2.enable", "false"),
            Map.entry("org.apache.felix.http.mbeans", "false"),
            Map.entry("org.apache.felix.http.jetty.sendServerHeader", "false"),
            Map.entry("org.apache.felix.jetty.websocket.enable", "true"),
            Map.entry("org.apache.felix.http.jetty.threadpool.max", "32"),
            Map.entry("org.apache.felix.http.jetty.headerBufferSize", "8192"),
            Map.entry("org.apache.felix.http.jetty.maxFormSize", "65536"),
            Map.entry("org.apache.felix.http.jetty.requestSizeLimit", "1048576"));

    private SafeDefaults() {}

    /**
     * The same context, with values for properties that have none.
     *
     * @param configured whether a configuration is known that is about to be delivered: nothing is opened before it is
     */
    static BundleContext in(BundleContext context, boolean configured) {
        Map<String, String> defaults = new HashMap<>(VALUES);
        defaults.put(WAIT, Boolean.toString(configured));
        return (BundleContext) Proxy.newProxyInstance(
                SafeDefaults.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                    Object answer = call(context, method, arguments);
                    return answer == null && method.getName().equals("getProperty")
                            ? defaults.get(arguments[0])
                            : answer;
                });
    }

    private static Object call(BundleContext context, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(context, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
