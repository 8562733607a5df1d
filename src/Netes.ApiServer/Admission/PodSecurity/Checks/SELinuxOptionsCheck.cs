using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>SELinux types are those of containers, and neither user nor role is chosen.</summary>
internal static class SELinuxOptionsCheck
{
    private static readonly string[] Types = ["", "container_t", "container_init_t", "container_kvm_t"];
    private static readonly string[] TypesSince31 = [.. Types, "container_engine_t"];

    public static PodCheck Check { get; } = new("seLinuxOptions", SecurityLevel.Baseline, (0, pod => Rule(pod, Types)), (31, pod => Rule(pod, TypesSince31)));

    private static Violation? Rule(PodView pod, string[] allowed)
    {
        SortedSet<string> types = Words.Set();
        bool user = false, role = false;
        bool ofPod = IsBad(pod.Spec.SecurityContext?.SeLinuxOptions);
        string[] containers = [.. pod.Containers.Where(c => IsBad(c.Security?.SeLinuxOptions)).Select(c => c.Name)];
        string setters = Words.Setters(ofPod, containers);
        if (setters.Length == 0) return null;
        var data = new List<string>();
        if (types.Count > 0) data.Add(Words.Plural("type", "types", types.Count) + " " + Words.Quoted(types));
        if (user) data.Add("user may not be set");
        if (role) data.Add("role may not be set");
        return new Violation("seLinuxOptions", $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data)}");

        bool IsBad(SELinuxOptions? options)
        {
            if (options is null) return false;
            bool badType = !allowed.Contains(options.Type);
            if (badType) types.Add(options.Type);
            user |= options.User.Length > 0;
            role |= options.Role.Length > 0;
            return badType || options.User.Length > 0 || options.Role.Length > 0;
        }
    }
}
