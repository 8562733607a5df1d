namespace Netes.Client;

/// <summary>How the body of a PATCH is to be understood
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply).</summary>
public enum PatchType
{
    /// <summary>RFC 6902: a list of operations.</summary>
    Json,

    /// <summary>RFC 7386: members replace members, null deletes, lists are replaced whole.</summary>
    Merge,

    /// <summary>Kubernetes' own: like merge, but lists with a merge key are merged element by element.</summary>
    StrategicMerge,

    /// <summary>Server-side apply: the body states what the field manager wants to own.</summary>
    Apply,
}

public static class PatchTypeExtensions
{
    public static string ContentType(this PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.StrategicMerge => "application/strategic-merge-patch+json",
        PatchType.Apply => "application/apply-patch+yaml",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown patch type"),
    };
}
