using Netes.Api;
using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>How much of a shared device one claim may take (KEP-5075).</summary>
internal static class DeviceCapacityRules
{
    private const int MostValues = 10;

    public static void Validate(ErrorList errors, DeviceCapacity capacity, bool shared, FieldPath path)
    {
        if (capacity.RequestPolicy is not { } policy) return;
        var at = path.Child("requestPolicy");
        if (!shared) errors.Add(FieldError.Forbidden(at, "allowMultipleAllocations must be true"));
        else Policy(errors, policy, capacity.Value, at);
    }

    private static void Policy(ErrorList errors, CapacityRequestPolicy policy, Quantity most, FieldPath path)
    {
        if (policy.ValidValues is { Count: > 0 } && policy.ValidRange is not null)
        {
            errors.Add(FieldError.Forbidden(path,
                "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time"));
        }
        else if (policy.ValidValues is { Count: > 0 } values)
        {
            if (policy.Default is { } chosen) Values(errors, values, chosen, most, path.Child("validValues"));
            else errors.Add(FieldError.Required(path.Child("default"), "required when validValues is defined"));
        }
        else if (policy.ValidRange is { } range)
        {
            if (policy.Default is { } chosen) Range(errors, range, chosen, most, path.Child("validRange"));
            else errors.Add(FieldError.Required(path.Child("default"), "required when validRange is defined"));
        }
    }

    private static void Values(ErrorList errors, List<Quantity> values, Quantity chosen, Quantity most, FieldPath path)
    {
        for (var i = 1; i < values.Count; i++)
        {
            if (values[i - 1] > values[i])
                errors.Add(FieldError.Invalid(path.Index(i), values[i].ToString(), "values must be sorted in ascending order"));
        }
        Lists.Set(errors, values, MostValues, path, v => v.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), (value, at) =>
        {
            if (value > most) errors.Add(FieldError.Invalid(at, value.ToString(), $"option is larger than capacity value: {most}"));
        });
        if (!values.Contains(chosen))
            errors.Add(FieldError.Invalid(path, chosen.ToString(), "default value is not valid according to the requestPolicy"));
    }

    private static void Range(ErrorList errors, CapacityRequestPolicyRange range, Quantity chosen, Quantity most, FieldPath path)
    {
        if (range.Min is not { } min)
        {
            errors.Add(FieldError.Required(path.Child("min"), "required when validRange is defined"));
            return;
        }
        void Add(string field, Quantity value, string text) => errors.Add(FieldError.Invalid(path.Child(field), value.ToString(), text));
        if (min > most) Add("min", min, $"min is larger than capacity value: {most}");
        if (chosen < min) Add("default", chosen, $"default is less than min: {min}");
        if (range.Max is { } max)
        {
            if (min > max) Add("max", min, $"min is larger than max: {max}");
            if (max > most) Add("max", max, $"max is larger than capacity value: {most}");
            if (chosen > max) Add("default", chosen, $"default is more than max: {max}");
        }
        if (range.Step is not { } step) return;
        if (step.Sign <= 0)
        {
            Add("step", step, "must be greater than zero");
            return;
        }
        if (min + step > most) Add("step", step, $"one step {min + step} is larger than capacity value: {most}");
        OnStep(errors, chosen, min, step, path.Child("step"));
        if (range.Max is { } last) OnStep(errors, last, min, step, path.Child("step"));
    }

    // Steps count whole units. One of less than a unit rounds up to one.
    private static void OnStep(ErrorList errors, Quantity value, Quantity min, Quantity step, FieldPath path)
    {
        if (step.Value != 0 && (value.Value - min.Value) % step.Value != 0)
            errors.Add(FieldError.Invalid(path, value.ToString(), $"value is not a multiple of a given step ({step}) from ({min})"));
    }
}
