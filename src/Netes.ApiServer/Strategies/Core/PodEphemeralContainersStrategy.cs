using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>pods/NAME/ephemeralcontainers: adds containers for debugging to a running Pod, and changes nothing else (KEP-277).</summary>
internal sealed class PodEphemeralContainersStrategy : Strategy<Pod>
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private static readonly FieldPath Path = FieldPath.Of("spec", "ephemeralContainers");

    public override bool HasGeneration => true;

    public override void PrepareForUpdate(Pod pod, Pod old, StrategyContext context) => PodParts.KeepAllBut(pod, old, spec => spec.EphemeralContainers = pod.Spec.EphemeralContainers);

    public override bool DesiredStateChanged(Pod pod, Pod old) => !pod.Spec.DeepEquals(old.Spec);

    public override ErrorList ValidateUpdate(Pod pod, Pod old)
    {
        if (old.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true)
            return [FieldError.Forbidden(null, "static pods do not support ephemeral containers")];
        ErrorList errors = PodStrategy.MetadataAndSpec(pod);
        foreach (EphemeralContainer before in old.Spec.EphemeralContainers ?? [])
        {
            EphemeralContainer? now = pod.Spec.EphemeralContainers?.Find(c => c.Name == before.Name);
            if (now is null)
                errors.Add(FieldError.Forbidden(Path, $"existing ephemeral containers {GoValue.Quote(before.Name)} may not be removed\n"));
            else if (!now.DeepEquals(before))
                errors.Add(FieldError.Forbidden(Path, $"existing ephemeral containers {GoValue.Quote(before.Name)} may not be changed\n"
                    + JsonDiff.Of(ApiJson.SerializeValue(before), ApiJson.SerializeValue(now))));
        }
        return errors;
    }
}
