using System.Globalization;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Variables;

/// <summary>The variables by which containers find Services without DNS.
/// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables</summary>
internal static class ServiceVariables
{
    /// <param name="services">Of the Pod's namespace and of "default".</param>
    public static Dictionary<string, string> For(Pod pod, IEnumerable<Service> services)
    {
        bool links = pod.Spec.EnableServiceLinks ?? true;
        var variables = new Dictionary<string, string>();
        Service? api = null;
        var linked = new List<Service>();
        foreach (var service in services)
        {
            if (service.Spec.ClusterIP is "" or "None") continue;
            bool isApi = service.Metadata is { Name: "kubernetes", Namespace: "default" };
            if (isApi) api = service;
            if (links && service.Metadata.Namespace == pod.Metadata.Namespace) linked.Add(service);
        }
        // The API server is always announced; a Service of the Pod's own namespace by the same name wins.
        if (api is not null) Add(variables, api);
        foreach (var service in linked) Add(variables, service);
        return variables;
    }

    private static void Add(Dictionary<string, string> variables, Service service)
    {
        if (service.Spec.Ports is not [var first, ..] ports) return;
        string name = VariableName(service.Metadata.Name), ip = service.Spec.ClusterIP;
        string host = ip.Contains(':') ? $"[{ip}]" : ip;
        variables[$"{name}_SERVICE_HOST"] = ip;
        variables[$"{name}_SERVICE_PORT"] = Text(first.Port);
        foreach (var port in ports)
            if (port.Name.Length > 0) variables[$"{name}_SERVICE_PORT_{VariableName(port.Name)}"] = Text(port.Port);
        for (int i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            string protocol = port.Protocol.Length > 0 ? port.Protocol : "TCP";
            string prefix = $"{name}_PORT_{Text(port.Port)}_{protocol.ToUpperInvariant()}";
            string url = $"{protocol.ToLowerInvariant()}://{host}:{Text(port.Port)}";
            if (i == 0) variables[$"{name}_PORT"] = url;
            variables[prefix] = url;
            variables[$"{prefix}_PROTO"] = protocol.ToLowerInvariant();
            variables[$"{prefix}_PORT"] = Text(port.Port);
            variables[$"{prefix}_ADDR"] = ip;
        }
    }

    private static string VariableName(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
