using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;

namespace Netes.ApiServer.Printing;

/// <summary>Values that several tables show alike.</summary>
internal static class Cells
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    public const string Unknown = "<unknown>";

    public static string OrNone(string? value) => string.IsNullOrEmpty(value) ? None : value;

    public static string Age(ObjectMeta metadata, DateTime now) => Printing.Age.Since(metadata.CreationTimestamp, now);

    public static string ContainerNames(PodSpec spec) => string.Join(',', (spec.Containers ?? []).Select(c => c.Name));

    public static string Images(PodSpec spec) => string.Join(',', (spec.Containers ?? []).Select(c => c.Image));

    public static string Selector(LabelSelector? selector)
    {
        try
        {
            var text = selector.ToSelector().ToString();
            return selector is null || text.Length == 0 ? None : text;
        }
        catch (SelectorSyntaxException)
        {
            return "<error>";
        }
    }

    public static string Labels(Dictionary<string, string>? labels) => labels is not { Count: > 0 }
        ? None
        : string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Key + "=" + l.Value));

    /// <summary>The first few of many, and how many more there are.</summary>
    public static string FirstOf(IReadOnlyList<string> items, int max) => items.Count == 0 ? None
        : items.Count <= max ? string.Join(',', items)
        : string.Join(',', items.Take(max)) + $" + {items.Count - max} more...";
}
