namespace Netes.ApiServer.Patching;

/// <summary>How a PATCH request's body changes an object.</summary>
internal enum PatchType
{
    /// <summary>RFC 6902, <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>RFC 7386, <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary>Kubernetes' own, <c>application/strategic-merge-patch+json</c>
    /// (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md).</summary>
    Strategic,

    /// <summary>Server-side apply (KEP-555), <c>application/apply-patch+yaml</c>.</summary>
    Apply,
}

internal static class PatchTypes
{
    /// <summary>The patch type of a Content-Type header, parameters aside; null for any other type.</summary>
    public static PatchType? FromContentType(string contentType)
    {
        int parameters = contentType.IndexOf(';');
        return (parameters < 0 ? contentType : contentType[..parameters]).Trim() switch
        {
            "application/json-patch+json" => PatchType.Json,
            "application/merge-patch+json" => PatchType.Merge,
            "application/strategic-merge-patch+json" => PatchType.Strategic,
            "application/apply-patch+yaml" => PatchType.Apply,
            _ => null,
        };
    }
}
