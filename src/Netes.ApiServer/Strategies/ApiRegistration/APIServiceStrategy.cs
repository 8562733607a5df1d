using Netes.Api.ApiRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.ApiRegistration;

namespace Netes.ApiServer.Strategies.ApiRegistration;

/// <summary>https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/</summary>
internal sealed class APIServiceStrategy : Strategy<APIService>
{
    private const int DefaultPort = 443;

    public override bool AllowUnconditionalUpdate => false;

    public override NameRule NameRule => NameRule.PathSegment;

    public override ITablePrinter Table => ApiServicePrinter.Instance;

    public override void Default(APIService service)
    {
        if (service.Spec.Service is { } reference) reference.Port ??= DefaultPort;
    }

    /// <summary>What this server answers itself is there at once; of others somebody must look.</summary>
    public override void PrepareForCreate(APIService service, StrategyContext context)
    {
        service.Status = new();
        if (service.Spec.Service is not null) return;
        service.Status.Conditions =
        [
            new()
            {
                Type = "Available",
                Status = "True",
                Reason = "Local",
                Message = "Local APIServices are always available",
                LastTransitionTime = context.Now,
            },
        ];
    }

    public override void PrepareForUpdate(APIService service, APIService old, StrategyContext context) => service.Status = old.Status;

    public override APIService PrepareForStatusUpdate(APIService service, APIService old, StrategyContext context)
    {
        service.Spec = old.Spec;
        service.Metadata.Labels = old.Metadata.Labels;
        service.Metadata.Annotations = old.Metadata.Annotations;
        service.Metadata.Finalizers = old.Metadata.Finalizers;
        service.Metadata.OwnerReferences = old.Metadata.OwnerReferences;
        return service;
    }

    public override ErrorList Validate(APIService service)
    {
        var errors = new ErrorList();
        APIServiceRules.Validate(errors, service.Metadata.Name, service.Spec);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(APIService service, APIService old)
    {
        var errors = new ErrorList();
        APIServiceRules.Status(errors, service.Status);
        return errors;
    }
}
