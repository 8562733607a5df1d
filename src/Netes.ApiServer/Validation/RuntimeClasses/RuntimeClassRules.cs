using System.Collections.Frozen;
using Netes.Api.CoreV1;
using Netes.Api.NodeV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.RuntimeClasses;

/// <summary>https://kubernetes.io/docs/concepts/containers/runtime-class/</summary>
internal static class RuntimeClassRules
{
    public static void Validate(ErrorList errors, RuntimeClass runtimeClass)
    {
        var handler = FieldPath.Of("handler");
        if (runtimeClass.Handler.Length == 0) errors.Add(FieldError.Required(handler));
        else errors.AddInvalid(handler, runtimeClass.Handler, NameRules.DnsLabel(runtimeClass.Handler));
        if (runtimeClass.Overhead is { } overhead)
        {
            ResourceRules.Requirements(errors, new ResourceRequirements { Limits = overhead.PodFixed }, FieldPath.Of("overhead"),
                FrozenSet<string>.Empty, ResourceUse.Container);
        }
        if (runtimeClass.Scheduling is not { } scheduling) return;
        LabelRules.Labels(errors, scheduling.NodeSelector, FieldPath.Of("scheduling", "nodeSelector"));
        TolerationRules.Validate(errors, scheduling.Tolerations, FieldPath.Of("scheduling", "tolerations"));
        Unique(errors, scheduling.Tolerations ?? [], FieldPath.Of("scheduling", "tolerations"));
    }

    public static void HandlerStays(ErrorList errors, RuntimeClass runtimeClass, RuntimeClass old)
    {
        if (runtimeClass.Handler != old.Handler) errors.Add(FieldError.Invalid(FieldPath.Of("handler"), runtimeClass.Handler, Messages.Immutable));
    }

    private static void Unique(ErrorList errors, List<Toleration> tolerations, FieldPath path)
    {
        for (var i = 0; i < tolerations.Count; i++)
        {
            if (tolerations.Take(i).Any(t => t.DeepEquals(tolerations[i])))
                errors.Add(FieldError.Duplicate(path.Index(i), TolerationRules.Text(tolerations[i])));
        }
    }
}
