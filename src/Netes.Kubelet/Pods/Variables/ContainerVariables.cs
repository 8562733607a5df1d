using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Variables;

/// <summary>Everything that a container's environment is made from.</summary>
internal sealed record VariableSources
{
    public required Pod Pod { get; init; }

    public PodAddresses Addresses { get; init; } = PodAddresses.None;

    public IReadOnlyDictionary<string, string> Services { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, Quantity> Allocatable { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>Of the Pod's namespace, by name; null when there is none.</summary>
    public Func<string, ConfigMap?> ConfigMap { get; init; } = static _ => null;

    public Func<string, Secret?> Secret { get; init; } = static _ => null;
}

/// <summary>A container's environment: envFrom, then env with <c>$(VAR)</c> references, over the Services' variables.</summary>
internal static class ContainerVariables
{
    /// <returns>Names and values in a stable order.</returns>
    /// <exception cref="ContainerConfigException">Something that is not optional is missing.</exception>
    public static List<KeyValuePair<string, string>> Build(Container container, VariableSources sources)
    {
        var order = new List<string>();
        var values = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (key, value) in FromSource(source, sources)) Set(source.Prefix + key, value);
        }
        foreach (var variable in container.Env ?? [])
        {
            if (variable.ValueFrom is null)
                Set(variable.Name, Expansion.Expand(variable.Value, name => values.GetValueOrDefault(name) ?? sources.Services.GetValueOrDefault(name)));
            else if (FromReference(variable.ValueFrom, container, sources) is { } value)
                Set(variable.Name, value);
        }
        foreach (var (name, value) in sources.Services.OrderBy(static e => e.Key, StringComparer.Ordinal))
            if (!values.ContainsKey(name)) Set(name, value);
        return order.ConvertAll(name => KeyValuePair.Create(name, values[name]));

        void Set(string name, string value)
        {
            if (!values.ContainsKey(name)) order.Add(name);
            values[name] = value;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> FromSource(EnvFromSource source, VariableSources sources)
    {
        if (source.ConfigMapRef is { } map)
        {
            var found = sources.ConfigMap(map.Name);
            if (found is null) return map.Optional == true ? [] : throw Missing("configmap", map.Name);
            return (found.Data ?? []).OrderBy(static e => e.Key, StringComparer.Ordinal);
        }
        if (source.SecretRef is { } secret)
        {
            var found = sources.Secret(secret.Name);
            if (found is null) return secret.Optional == true ? [] : throw Missing("secret", secret.Name);
            return (found.Data ?? []).OrderBy(static e => e.Key, StringComparer.Ordinal)
                .Select(static e => KeyValuePair.Create(e.Key, Encoding.UTF8.GetString(e.Value)));
        }
        return [];
    }

    /// <returns>Null for an optional value that isn't there: the variable is not set.</returns>
    private static string? FromReference(EnvVarSource source, Container container, VariableSources sources)
    {
        if (source.FieldRef is { } field) return FieldValues.Of(sources.Pod, field.FieldPath, sources.Addresses);
        if (source.ResourceFieldRef is { } resource) return OfResource(resource, container, sources);
        if (source.ConfigMapKeyRef is { } map)
        {
            bool optional = map.Optional == true;
            var found = sources.ConfigMap(map.Name);
            if (found is null) return optional ? null : throw Missing("configmap", map.Name);
            if (found.Data is { } data && data.TryGetValue(map.Key, out string? value)) return value;
            return optional ? null
                : throw new ContainerConfigException($"couldn't find key {map.Key} in ConfigMap {sources.Pod.Metadata.Namespace}/{map.Name}");
        }
        if (source.SecretKeyRef is { } secret)
        {
            bool optional = secret.Optional == true;
            var found = sources.Secret(secret.Name);
            if (found is null) return optional ? null : throw Missing("secret", secret.Name);
            if (found.Data is { } data && data.TryGetValue(secret.Key, out byte[]? value)) return Encoding.UTF8.GetString(value);
            return optional ? null
                : throw new ContainerConfigException($"couldn't find key {secret.Key} in Secret {sources.Pod.Metadata.Namespace}/{secret.Name}");
        }
        if (source.FileKeyRef is not null) throw new ContainerConfigException("environment variables from files (fileKeyRef) are not supported");
        return null;
    }

    private static string OfResource(ResourceFieldSelector selector, Container container, VariableSources sources)
    {
        if (selector.ContainerName.Length > 0 && selector.ContainerName != container.Name)
        {
            container = PodContainers.Find(sources.Pod.Spec, selector.ContainerName)?.Container
                ?? throw new ContainerConfigException($"container {selector.ContainerName} not found");
        }
        return FieldValues.OfResource(container, selector, sources.Allocatable);
    }

    private static ContainerConfigException Missing(string kind, string name) => new($"{kind} \"{name}\" not found");
}
