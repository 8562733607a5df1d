using Netes.Api;
using Netes.ApiServer.Resources;
using Netes.Storage;

namespace Netes.ApiServer.Admission;

/// <summary>Finds the class (of storage, of ingresses) that an annotation marks as the default; of several the newest, then the first by name.</summary>
internal static class DefaultClass
{
    public static async ValueTask<IApiObject?> FindAsync(ResourceStore classes, string annotation, string? formerAnnotation, CancellationToken cancellationToken)
    {
        IApiObject? chosen = null;
        foreach (ResourceItem item in (await classes.Cache.LatestAsync(cancellationToken)).Range(KeyRange.Prefix(classes.Definition.KeyPrefix)))
        {
            IApiObject candidate = item.Shared;
            Dictionary<string, string>? annotations = candidate.Metadata.Annotations;
            bool marked = annotations?.GetValueOrDefault(annotation) == "true"
                || formerAnnotation is not null && annotations?.GetValueOrDefault(formerAnnotation) == "true";
            // In key order, so that equal ages leave the first name.
            if (marked && (chosen is null || candidate.Metadata.CreationTimestamp > chosen.Metadata.CreationTimestamp)) chosen = candidate;
        }
        return chosen;
    }
}
