namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>The turns of phrase that the checks' messages are made of.</summary>
internal static class Words
{
    public static string Plural(string one, string many, int count) => count == 1 ? one : many;

    public static string Quoted(IEnumerable<string> items) => "\"" + string.Join("\", \"", items) + "\"";

    /// <summary>container "a", or containers "a", "b".</summary>
    public static string Containers(IReadOnlyCollection<string> names) => Plural("container", "containers", names.Count) + " " + Quoted(names);

    /// <summary>pod and container "a": whoever set something at either level; "" when nobody did.</summary>
    public static string Setters(bool pod, IReadOnlyCollection<string> containers) =>
        !pod ? containers.Count == 0 ? "" : Containers(containers)
        : containers.Count == 0 ? "pod" : "pod and " + Containers(containers);

    public static SortedSet<string> Set() => new(StringComparer.Ordinal);
}
