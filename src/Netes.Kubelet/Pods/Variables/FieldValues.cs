using System.Globalization;
using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Variables;

/// <summary>A configuration of the container that can't be followed; the message is what users see.</summary>
internal sealed class ContainerConfigException(string message, string reason = ContainerConfigException.DefaultReason) : Exception(message)
{
    public const string DefaultReason = "CreateContainerConfigError";

    public string Reason { get; } = reason;
}

/// <summary>What a Pod says of itself to its containers: the downward API.
/// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/</summary>
internal static class FieldValues
{
    /// <exception cref="ContainerConfigException">There is no such field.</exception>
    public static string Of(Pod pod, string path, PodAddresses addresses) => path switch
    {
        "metadata.name" => pod.Metadata.Name,
        "metadata.namespace" => pod.Metadata.Namespace,
        "metadata.uid" => pod.Metadata.Uid,
        "metadata.labels" => FormatMap(pod.Metadata.Labels),
        "metadata.annotations" => FormatMap(pod.Metadata.Annotations),
        "spec.nodeName" => pod.Spec.NodeName,
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName,
        "status.hostIP" => addresses.Host.Count > 0 ? addresses.Host[0] : "",
        "status.hostIPs" => string.Join(',', addresses.Host),
        "status.podIP" => addresses.Pod.Count > 0 ? addresses.Pod[0] : "",
        "status.podIPs" => string.Join(',', addresses.Pod),
        _ => Subscript(path, "metadata.labels") is { } label ? pod.Metadata.Labels?.GetValueOrDefault(label) ?? ""
            : Subscript(path, "metadata.annotations") is { } annotation ? pod.Metadata.Annotations?.GetValueOrDefault(annotation) ?? ""
            : throw new ContainerConfigException($"unsupported fieldPath: {path}"),
    };

    /// <summary>The amount in units of the divisor, rounded up; what has no limit may take what the node has.</summary>
    public static string OfResource(Container container, ResourceFieldSelector selector, IReadOnlyDictionary<string, Quantity> allocatable)
    {
        int dot = selector.Resource.IndexOf('.');
        string which = dot < 0 ? "" : selector.Resource[..dot], resource = selector.Resource[(dot + 1)..];
        var limits = container.Resources.Limits;
        Quantity amount = default;
        switch (which)
        {
            case "limits":
                if (limits is null || !limits.TryGetValue(resource, out amount) || amount.IsZero) allocatable.TryGetValue(resource, out amount);
                break;
            case "requests":
                container.Resources.Requests?.TryGetValue(resource, out amount);
                break;
            default:
                throw new ContainerConfigException($"unsupported container resource : {selector.Resource}");
        }
        long value = resource == "cpu"
            ? CeilingRatio(amount.MilliValue, selector.Divisor.IsZero ? 1000 : selector.Divisor.MilliValue)
            : CeilingRatio(amount.Value, selector.Divisor.IsZero ? 1 : selector.Divisor.Value);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>One line <c>key="value"</c> for each entry, sorted by key, the value quoted as Go does.</summary>
    public static string FormatMap(Dictionary<string, string>? map)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in (map ?? []).OrderBy(static e => e.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(key).Append('=');
            Quote(text, value);
        }
        return text.ToString();
    }

    private static long CeilingRatio(long value, long divisor) => divisor <= 0 ? value : value / divisor + (value % divisor > 0 ? 1 : 0);

    private static string? Subscript(string path, string prefix) =>
        path.StartsWith(prefix + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(prefix.Length + 2)..^2] : null;

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\t': text.Append("\\t"); break;
                case '\r': text.Append("\\r"); break;
                case < ' ' or '\x7f': text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
                default: text.Append(c); break;
            }
        }
        text.Append('"');
    }
}

/// <summary>Addresses as the downward API shows them.</summary>
internal sealed record PodAddresses(IReadOnlyList<string> Pod, IReadOnlyList<string> Host)
{
    public static PodAddresses None { get; } = new([], []);
}
