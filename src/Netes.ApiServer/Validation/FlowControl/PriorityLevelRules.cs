using Netes.Api.FlowControlV1;
using Netes.Api.Validation;
using Netes.ApiServer.FlowControl;

namespace Netes.ApiServer.Validation.FlowControl;

/// <summary>
/// The rules of a PriorityLevelConfiguration:
/// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#prioritylevelconfiguration
/// </summary>
internal static class PriorityLevelRules
{
    private const int MostQueues = 10_000_000;

    /// <summary>As many bits as a request's hash has to deal hands with.</summary>
    private const int HashBits = 60;

    public static void Validate(ErrorList errors, PriorityLevelConfiguration level)
    {
        var path = FieldPath.Of("spec");
        Spec(errors, level.Spec, level.Metadata.Name, path);
        MandatoryFlows.Check(errors, level, path);
        FlowSchemaRules.ConditionTypes(errors, (level.Status.Conditions ?? []).Select(c => c.Type), FieldPath.Of("status", "conditions"));
    }

    private static void Spec(ErrorList errors, PriorityLevelConfigurationSpec spec, string name, FieldPath path)
    {
        if (name == BootstrapFlows.Exempt != (spec.Type == "Exempt"))
            errors.Add(FieldError.Invalid(path.Child("type"), spec.Type, "must be 'Exempt' if and only if `name` is 'exempt'"));
        switch (spec.Type)
        {
            case "Exempt":
                if (spec.Limited is not null)
                    errors.Add(FieldError.Forbidden(path.Child("limited"), "must be nil if the type is not Limited"));
                if (spec.Exempt is { } exempt)
                {
                    Shares(errors, exempt.NominalConcurrencyShares, path.Child("exempt", "nominalConcurrencyShares"));
                    Percent(errors, exempt.LendablePercent, path.Child("exempt", "lendablePercent"));
                }
                break;
            case "Limited":
                if (spec.Exempt is not null) errors.Add(FieldError.Forbidden(path.Child("exempt"), "must be nil if the type is Limited"));
                if (spec.Limited is { } limited) Limited(errors, limited, path.Child("limited"));
                else errors.Add(FieldError.Required(path.Child("limited"), "must not be empty when type is Limited"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("type"), spec.Type, "Exempt", "Limited"));
                break;
        }
    }

    private static void Limited(ErrorList errors, LimitedPriorityLevelConfiguration limited, FieldPath path)
    {
        Shares(errors, limited.NominalConcurrencyShares, path.Child("nominalConcurrencyShares"));
        Response(errors, limited.LimitResponse, path.Child("limitResponse"));
        Percent(errors, limited.LendablePercent, path.Child("lendablePercent"));
        if (limited.BorrowingLimitPercent < 0)
        {
            errors.Add(FieldError.Invalid(path.Child("borrowingLimitPercent"), limited.BorrowingLimitPercent,
                "if specified, must be a non-negative integer"));
        }
    }

    private static void Shares(ErrorList errors, int? shares, FieldPath path)
    {
        if (shares < 0) errors.Add(FieldError.Invalid(path, shares, "must be a non-negative integer"));
    }

    private static void Percent(ErrorList errors, int? percent, FieldPath path)
    {
        if (percent is < 0 or > 100) errors.Add(FieldError.Invalid(path, percent, Messages.InclusiveRange(0, 100)));
    }

    private static void Response(ErrorList errors, LimitResponse response, FieldPath path)
    {
        var queuing = path.Child("queuing");
        switch (response.Type)
        {
            case "Reject":
                if (response.Queuing is not null)
                    errors.Add(FieldError.Forbidden(queuing, "must be nil if limited.limitResponse.type is not Limited"));
                break;
            case "Queue":
                if (response.Queuing is { } queues) Queues(errors, queues, queuing);
                else errors.Add(FieldError.Required(queuing, "must not be empty if limited.limitResponse.type is Limited"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("type"), response.Type, "Queue", "Reject"));
                break;
        }
    }

    private static void Queues(ErrorList errors, QueuingConfiguration queuing, FieldPath path)
    {
        Positive(errors, queuing.QueueLengthLimit, path.Child("queueLengthLimit"));
        Positive(errors, queuing.Queues, path.Child("queues"));
        if (queuing.Queues > MostQueues)
            errors.Add(FieldError.Invalid(path.Child("queues"), queuing.Queues, $"must not be greater than {MostQueues}"));
        var hand = path.Child("handSize");
        Positive(errors, queuing.HandSize, hand);
        if (queuing.HandSize > queuing.Queues)
        {
            errors.Add(FieldError.Invalid(hand, queuing.HandSize, $"should not be greater than queues ({queuing.Queues})"));
        }
        else if (queuing.Queues > 0 && Math.Ceiling(Math.Log2(queuing.Queues) * queuing.HandSize) > HashBits)
        {
            errors.Add(FieldError.Invalid(hand, queuing.HandSize, $"required entropy bits of deckSize {queuing.Queues} and handSize " +
                $"{queuing.HandSize} should not be greater than {HashBits}"));
        }
    }

    private static void Positive(ErrorList errors, int value, FieldPath path)
    {
        if (value <= 0) errors.Add(FieldError.Invalid(path, value, "must be positive"));
    }
}
