using System.Globalization;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>How the amounts of one resource in one limit must compare: min ≤ default request ≤ default ≤ max.</summary>
internal static class LimitOrderRules
{
    /// <summary>Above it thousandths would not fit.</summary>
    private const long MaxMilliValue = long.MaxValue / 1000;

    public static void Validate(ErrorList errors, LimitRangeItem limit, string name, FieldPath path)
    {
        var min = LimitRangeRules.Amount(limit.Min, name);
        var max = LimitRangeRules.Amount(limit.Max, name);
        var isPod = limit.Type == "Pod";
        var fallback = isPod ? null : LimitRangeRules.Amount(limit.Default, name);
        var request = isPod ? null : LimitRangeRules.Amount(limit.DefaultRequest, name);
        var requestPath = path.Child("defaultRequest").Key(name);
        var defaultPath = path.Child("default").Key(name);

        if (min > max) errors.Add(FieldError.Invalid(path.Child("min").Key(name), min, $"min value {min} is greater than max value {max}"));
        if (min > request) errors.Add(FieldError.Invalid(requestPath, request, $"min value {min} is greater than default request value {request}"));
        if (request > max) errors.Add(FieldError.Invalid(requestPath, request, $"default request value {request} is greater than max value {max}"));
        if (request > fallback)
            errors.Add(FieldError.Invalid(requestPath, request, $"default request value {request} is greater than default limit value {fallback}"));
        if (min > fallback) errors.Add(FieldError.Invalid(defaultPath, min, $"min value {min} is greater than default value {fallback}"));
        if (fallback > max) errors.Add(FieldError.Invalid(defaultPath, max, $"default value {fallback} is greater than max value {max}"));
        Ratio(errors, LimitRangeRules.Amount(limit.MaxLimitRequestRatio, name), min, max, path.Child("maxLimitRequestRatio").Key(name));
        if (!ResourceNames.MayOvercommit(name) && fallback is { } given && request is { } asked && given != asked)
            errors.Add(FieldError.Invalid(requestPath, request, $"default value {given} must equal to defaultRequest value {asked} in {name}"));
    }

    private static void Ratio(ErrorList errors, Quantity? ratio, Quantity? min, Quantity? max, FieldPath path)
    {
        if (ratio is not { } most) return;
        if (most < Quantity.FromUnits(1)) errors.Add(FieldError.Invalid(path, most, $"ratio {most} is less than 1"));
        if (min is not { } low || max is not { } high) return;
        var fine = most.Value < MaxMilliValue && low.Value < MaxMilliValue && high.Value < MaxMilliValue;
        var asked = fine ? most.MilliValue / 1000.0 : most.Value;
        var possible = fine ? (double)high.MilliValue / low.MilliValue : (double)high.Value / low.Value;
        if (asked > possible)
        {
            errors.Add(FieldError.Invalid(path, most, string.Create(CultureInfo.InvariantCulture,
                $"ratio {most} is greater than max/min = {(double.IsInfinity(possible) ? "+Inf" : possible.ToString("F6", CultureInfo.InvariantCulture))}")));
        }
    }
}
